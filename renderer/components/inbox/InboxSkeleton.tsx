/** Only before the very first answer. */
export function InboxSkeleton({ rowHeight }: { readonly rowHeight: number }) {
  return (
    <div aria-hidden="true">
      {['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((row) => (
        <div key={row} className="inbox-row inbox-row-skeleton" style={{ height: rowHeight }}>
          <span className="inbox-row-dot" />
          <span className="avatar skeleton" />
          <span className="inbox-row-main">
            <span className="skeleton skeleton-name" />
            <span className="skeleton skeleton-snippet" />
          </span>
        </div>
      ))}
    </div>
  )
}
