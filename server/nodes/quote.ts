/** Quoting for a POSIX shell. Inside single quotes nothing is special but the single quote itself. */
export function quote(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}

export function quoteAll(command: readonly string[]): string {
  return command.map(quote).join(' ');
}
