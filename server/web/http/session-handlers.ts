/** What answers where somebody signs in and out, and where a command asks whether this is the server it means. */
import type { Logger } from 'pino';
import type { Gate } from '../auth/gate';
import { proofOf, type Secrets } from '../auth/token';
import type { Handlers } from './handler';
import { WrongSecret } from './refusal';

export interface SessionHandlersOptions {
  readonly gate: Gate;
  readonly secrets: Secrets;
  /** @returns the new one; the old one and every session have ended */
  readonly changeToken: () => Promise<string>;
  readonly log: Logger;
}

type SessionHandlers = Pick<Handlers, 'signIn' | 'signOut' | 'changeToken' | 'prove'>;

export function sessionHandlers({ gate, secrets, changeToken, log }: SessionHandlersOptions): SessionHandlers {
  return {
    signIn: async ({ body, incoming, setHeader }) => {
      const session = await gate.signIn(body.token, incoming);
      if (!session) {
        throw new WrongSecret(401, 'this is not the token that was printed when Clew started', 'sign-in');
      }
      setHeader('set-cookie', gate.setCookie(session));
      return { pageKey: session.pageKey };
    },
    signOut: async ({ incoming, setHeader }) => {
      await gate.signOut(incoming);
      setHeader('set-cookie', gate.dropCookie());
      return undefined;
    },
    changeToken: async ({ by }) => {
      log.warn({ by }, 'the token was changed; every session ends');
      return { token: await changeToken() };
    },
    prove: async ({ params, incoming: { socket } }) => ({
      proof: proofOf(secrets.key, params.nonce, { address: socket.localAddress, port: socket.localPort }),
    }),
  };
}
