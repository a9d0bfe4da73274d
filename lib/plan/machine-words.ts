/**
 * What the machines of a cluster may be called. The words stand in commands that a person is told to run, so nothing in them
 * may be a sign of a shell, or look like an option. Plans that were kept before this was asked are read all the same.
 */
import { passwordPrefix } from './cluster';
import type { PlanIssue } from './issues';
import type { Plan } from './plan';

type SshCluster = Omit<Extract<Plan['cluster'], { readonly type: 'ssh' }>, 'type'>;

const hostWord = /^[A-Za-z0-9_:][A-Za-z0-9._:%-]*$/;
/** With the domain of a directory before or behind it, and the dollar of a machine's own account. */
const userWord = /^[A-Za-z0-9_.][A-Za-z0-9_.@\\-]*\$?$/;

export interface JumpHost {
  /** Without one, the user of the nodes. */
  readonly user?: string;
  readonly host: string;
  readonly port: number;
}

const sshPort = 22;
/** Longer ways are mistakes. */
const maxJumps = 4;

/** `ops@bastion.example:2222,inner` @returns nothing where it cannot be read */
export function parseJumps(written: string): readonly JumpHost[] | undefined {
  const jumps = written.split(',').map((part) => {
    const match = /^(?:(?<user>[^\s]+)@)?(?:\[(?<v6>[^\]]+)\]|(?<host>[^\s@:[\]]+))(?::(?<port>\d{1,5}))?$/.exec(
      part.trim(),
    );
    const { user, v6, host = v6 ?? '', port } = match?.groups ?? {};
    return { ...(user !== undefined && { user }), host, port: port === undefined ? sshPort : Number(port) };
  });
  const isFit = ({ user, host, port }: JumpHost) =>
    hostWord.test(host) && (user === undefined || userWord.test(user)) && port >= 1 && port <= 65_535;
  return jumps.length <= maxJumps && jumps.every(isFit) ? jumps : undefined;
}

/** @param path of the cluster in what was written; empty where it is the whole */
export function machineIssues(cluster: SshCluster, path: string): readonly PlanIssue[] {
  const at = (field: string) => (path === '' ? field : `${path}.${field}`);
  const { nodes, user, auth, jump } = cluster;
  const hosts = nodes.flatMap(({ host, address }, place) => [
    ...(hostWord.test(host) ? [] : [{ path: at(`nodes.${place}.host`), message: hostMessage }]),
    ...(address === undefined || hostWord.test(address)
      ? []
      : [{ path: at(`nodes.${place}.address`), message: hostMessage }]),
  ]);
  const variable = auth.passwordVariable;
  return [
    ...hosts,
    ...(userWord.test(user) ? [] : [{ path: at('user'), message: 'must be the name of a user, such as root' }]),
    ...(variable === undefined || variable.startsWith(passwordPrefix)
      ? []
      : [{ path: at('auth.passwordVariable'), message: variableMessage }]),
    ...(jump === undefined || parseJumps(jump)
      ? []
      : [{ path: at('jump'), message: `must be at most ${maxJumps} hosts as ssh -J takes them: user@host:port,host` }]),
  ];
}

const hostMessage = 'must be a host name or an address, such as db1.example or 10.0.0.1';
const variableMessage = `must begin with ${passwordPrefix}: other variables of the server are none of a plan's business`;
