'use client';
/** The same thing for a shell: as a line of `clew`, and as a request to this server. Neither holds a secret. */
import { queryVariable } from '@/lib/plan/command';
import { Button } from '../ui/button';
import { copyText } from '../ui/copy';

interface CopyCommandsProps {
  readonly command: () => string;
  /** @param origin of this server */
  readonly curl: (origin: string) => string;
  readonly isDisabled: boolean;
  /** The person has to give the variable for what stands behind the question mark of an address. */
  readonly hasSecret: boolean;
}

export function CopyCommands({ command, curl, isDisabled, hasSecret }: CopyCommandsProps) {
  const note = hasSecret ? `, with $${queryVariable} for what stands behind the question mark of the address,` : '';
  return (
    <div className="-ml-2 flex flex-wrap">
      <Button kind="quiet" disabled={isDisabled} onClick={() => void copyText(command(), `Command${note}`)}>
        Copy as command
      </Button>
      <Button
        kind="quiet"
        disabled={isDisabled}
        title="For this server; its token is the variable CLEW_TOKEN"
        onClick={() => void copyText(curl(location.origin), `Request${note}`)}
      >
        Copy as curl
      </Button>
    </div>
  );
}
