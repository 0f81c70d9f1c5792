/** Bytes as people say them on a disk: "12.3". */
export function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1)
}

/** Bytes as CRMs count their limits, 1,048,576 to the megabyte; rounded up, so that what is over a limit looks so. */
export function mebibytes(bytes: number): string {
  return (Math.ceil((bytes / (1024 * 1024)) * 10) / 10).toFixed(1)
}
