/** Path of Electron's own binary; null where the npm package is installed without it. */
export function electronBinary(): string | null
/** Whether a desktop window could be opened here: a display, and a user whom Chromium's sandbox accepts. */
export function canShowWindows(): boolean
