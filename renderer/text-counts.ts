export function count(value: number): string {
  return value.toLocaleString('en-US')
}

export function plural(amount: number, one: string, many: string): string {
  return `${count(amount)} ${amount === 1 ? one : many}`
}
