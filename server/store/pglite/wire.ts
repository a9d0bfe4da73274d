import type { Priority } from './request-queue';

/** What the thread is begun with. */
export interface StoreWorkerData {
  readonly directory: string;
  /** PostgreSQL itself, compiled. */
  readonly program: WebAssembly.Module;
}

/** What the store and its worker thread say to each other. One reply a request, matched by its id. */
export type StoreRequest =
  | {
      readonly id: number;
      readonly type: 'query';
      readonly sql: string;
      readonly params: readonly unknown[];
      readonly rowMode: 'array' | 'object';
      readonly priority: Priority;
    }
  /** Several statements without parameters, as migrations are. */
  | { readonly id: number; readonly type: 'script'; readonly sql: string }
  | { readonly id: number; readonly type: 'close' };

export type StoreReply =
  | { readonly id: number; readonly rows: unknown[] }
  | { readonly id: number; readonly error: StoreError };

export interface StoreError {
  readonly message: string;
  /** An SQLSTATE, or that of a system call. */
  readonly code?: string;
  /** The database can do nothing more: it must be opened anew. */
  readonly isFatal: boolean;
}
