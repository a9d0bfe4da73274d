/** The pages of those who are not signed in: no way leads from them to other pages. */
export function isViewerPath(path: string): boolean {
  return path.startsWith('/share/') || path === '/sign-in';
}
