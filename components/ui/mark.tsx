/** The mark of the product: a ball of thread with its end running out of the labyrinth. */
export function Mark({ className }: { readonly className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      className={className}
      fill="none"
      stroke="currentColor"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <g strokeWidth="1.75">
        <circle cx="10.5" cy="11" r="7.75" />
        <path d="M4.3 6.7c4.6-.6 9.8 2.4 12.4 8.9" />
        <path d="M3 12.6c4.2-1.6 8.6.4 10.6 5.1" />
        <path d="M7.3 4c4.8.4 8.8 3 10.7 7.4" />
        <path d="M14 17.9c2.2 2.3 4.6 2.6 7.6 2.3" />
      </g>
    </svg>
  );
}
