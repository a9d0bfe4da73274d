/** One word for a POSIX shell, as it is. Inside single quotes nothing is special but the single quote itself. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
