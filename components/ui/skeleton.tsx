/** The place of something that is on its way. */
export function Skeleton({ className }: { readonly className: string }) {
  return <div aria-hidden="true" className={`rounded-6 bg-line motion-safe:animate-pulse ${className}`} />;
}
