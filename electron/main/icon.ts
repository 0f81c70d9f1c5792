import { type NativeImage, nativeImage } from 'electron'

/** Blue, green, red, alpha: the order of Electron's bitmaps. */
type Pixel = readonly [number, number, number, number]
const ground: Pixel = [0xc8, 0x5a, 0x1f, 0xff]
const mark: Pixel = [0xff, 0xff, 0xff, 0xff]
const clear: Pixel = [0, 0, 0, 0]

/** The product's mark, a flag on its post in a rounded square, drawn so that no image file is needed at any size. */
export function productIcon(size: number): NativeImage {
  const bitmap = Buffer.alloc(size * size * 4)
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      bitmap.set(pixelAt((x + 0.5) / size, (y + 0.5) / size), (y * size + x) * 4)
    }
  }
  return nativeImage.createFromBitmap(bitmap, { width: size, height: size })
}

function pixelAt(x: number, y: number): Pixel {
  if (!isInRoundedSquare(x, y, 0.22)) return clear
  const isPost = x > 0.3 && x < 0.4 && y > 0.2 && y < 0.82
  const isFlag = x >= 0.4 && y > 0.22 && y < 0.54 && x < 0.76 - Math.abs(y - 0.38) * 0.5
  return isPost || isFlag ? mark : ground
}

function isInRoundedSquare(x: number, y: number, radius: number): boolean {
  const dx = Math.max(radius - x, x - (1 - radius), 0)
  const dy = Math.max(radius - y, y - (1 - radius), 0)
  return dx * dx + dy * dy <= radius * radius
}
