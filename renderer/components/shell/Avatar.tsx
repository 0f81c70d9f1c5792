import { initials, tintOf } from '../../display-text.ts'

const tints = 6

export function Avatar({ name, isLarge = false }: { readonly name: string; readonly isLarge?: boolean }) {
  return (
    <span className={`avatar tint-${tintOf(name, tints)}${isLarge ? ' avatar-large' : ''}`} aria-hidden="true">
      {initials(name)}
    </span>
  )
}
