/** Whether the node can be reached, is the one that it was, and lets us in. */
import { shellWord } from '../base/shell-word';
import type { Connection, Observation } from './observation';
import type { CheckName, CheckRow } from './report';

type Finding = Omit<CheckRow, 'check'>;

export function connectionRows(seen: Observation): readonly CheckRow[] {
  const findings: Record<'reachable' | 'host-key' | 'login', Finding> = {
    reachable: reachable(seen),
    'host-key': hostKey(seen),
    login: login(seen),
  };
  return Object.entries(findings).map(([check, finding]) => ({ check: check as CheckName, ...finding }));
}

const notTried: Finding = { state: 'skipped', brief: '–', detail: 'there is no connection' };

function reachable({ connection, host, port }: Observation): Finding {
  if (connection.kind !== 'address') return { state: 'good', brief: 'yes', detail: `${host}:${port} answers` };
  const [brief, cure] = addressAdvice(connection, host, port);
  return { state: 'bad', brief, detail: `${host}:${port}: ${connection.message}`, cure };
}

function addressAdvice(
  { code }: Extract<Connection, { kind: 'address' }>,
  host: string,
  port: number,
): readonly [brief: string, cure: string] {
  const name = shellWord(host);
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
      return [
        'unknown name',
        `this machine does not know the name: correct it, or see what it is known as: getent hosts ${name}`,
      ];
    case 'ECONNREFUSED':
      return [
        'refused',
        `nothing listens there: on the node run: systemctl enable --now ssh (or sshd), or correct the port: ss -ltn`,
      ];
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return ['no route', `no machine has the address, or no route leads there: ping -c 3 ${name}`];
    case 'ETIMEDOUT':
      return [
        'no answer',
        `the machine is down, or a firewall drops what is sent there: ping -c 3 ${name}; nc -vz -w 5 ${name} ${port}`,
      ];
    case 'ESILENT':
      return [
        'hangs',
        `the port is open and nothing answers: sshd hangs, or something else listens there: ssh -v -p ${port} ${name}`,
      ];
    case 'EJUMP':
      return [
        'not by jump',
        `the jump host does not lead there: on it run: nc -vz -w 5 ${name} ${port}; its sshd must allow forwarding`,
      ];
    default:
      return ['no SSH', `see what answers there: ssh -v -p ${port} ${name}`];
  }
}

function hostKey({ connection }: Observation): Finding {
  switch (connection.kind) {
    case 'address':
      return notTried;
    case 'host-key': {
      const { message, cure } = connection;
      const brief = /has changed/.test(message) ? 'changed' : 'not accepted';
      return { state: 'bad', brief, detail: message, ...(cure !== undefined && { cure }) };
    }
    case 'login':
      return { state: 'good', brief: 'known', detail: 'the host key is the one that is known' };
    case 'open': {
      const how = connection.isPinned ? 'seen for the first time, and remembered' : 'the one that is known';
      return { state: 'good', brief: connection.isPinned ? 'new' : 'known', detail: `${connection.hostKey}, ${how}` };
    }
  }
}

function login(seen: Observation): Finding {
  const { connection, user, host, port, keyFile } = seen;
  if (connection.kind === 'open') {
    return { state: 'good', brief: methodBrief(connection.method), detail: `${user}, by ${connection.method}` };
  }
  if (connection.kind !== 'login') return notTried;
  const at = shellWord(`${user}@${host}`);
  const key = keyFile === undefined ? '' : `-i ${shellWord(keyFile)} `;
  return {
    state: 'bad',
    brief: 'refused',
    detail: `the node refuses ${user}: ${connection.outcomes}`,
    cure: `have the node take the key, and try it: ssh-copy-id ${key}-p ${port} ${at}; ssh ${key}-p ${port} ${at} true`,
  };
}

/** A path says less in a cell than the word. */
function methodBrief(method: string): string {
  return method.split(' ')[0] ?? method;
}
