/** Bytes as people say them on a disk: "12.3". */
export function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1)
}
