/** The user of servers that refuse to be root's: `nobody`, whom every Linux has. */

export const serverUid = 65_534;

/** What a command begins with that is to be that user's. */
export const asServer = ['setpriv', `--reuid=${serverUid}`, `--regid=${serverUid}`, '--clear-groups'] as const;

/** The variables of a command, as `env` takes them. */
export function withVariables(env: Readonly<Record<string, string>>): readonly string[] {
  return ['env', ...Object.entries(env).map(([name, value]) => `${name}=${value}`)];
}
