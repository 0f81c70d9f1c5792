/** An account's colour. It only helps: the account's words always stand beside it. */
export function AccountDot({ colour }: { readonly colour: number }) {
  return <span className={`account-dot account-colour-${colour}`} aria-hidden="true" />
}
