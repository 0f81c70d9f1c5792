import { Icon } from '../icons.tsx'

/** Says at once, to eye and ear, what could not be done and what to do. */
export function ErrorMessage({ words }: { readonly words: string }) {
  return (
    <p className="error-message" role="alert" data-testid="error-message">
      <Icon name="alert" />
      <span>{words}</span>
    </p>
  )
}
