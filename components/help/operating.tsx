/** Your own machines, who may see what, and what happens when things end. */
import { Code, type HelpSection, Name, Table } from './prose';

export const machines: HelpSection = {
  id: 'machines',
  title: 'Your own machines',
  body: (
    <>
      <p>
        Choose <i>My own machines</i> in the form, or put this in a plan:
      </p>
      <Code>{`
{
  "name": "etcd on our staging nodes",
  "cluster": {
    "type": "ssh",
    "nodes": [
      { "name": "n1", "host": "10.0.0.1" },
      { "name": "n2", "host": "10.0.0.2" },
      { "name": "n3", "host": "10.0.0.3" }
    ],
    "user": "admin",
    "auth": { "agent": true, "keyFile": "/home/me/.ssh/id_ed25519" }
  },
  "system": { "name": "etcd" }
}
`}</Code>
      <p>
        The user needs root, directly or through sudo without a password.{' '}
        <b>The test wipes what it installed and drops packets between the nodes</b>; use machines that serve nothing
        else. Clew itself runs elsewhere: with partitions it refuses to be on one of the nodes.
      </p>
      <p>
        A run holds its machines: another run, of this or another Clew and under whatever address, is refused until it
        is over. On each machine a dead-man&rsquo;s switch heals the network and stops the system when nothing has been
        heard of the run for 40 seconds, and the run then ends as an error. What a killed server leaves there is put
        right by the next start, or by <Name>clew heal</Name>.
      </p>
      <p>
        The server reads a password from the environment variable that the plan names (<Name>passwordVariable</Name>,
        which begins with <Name>CLEW_</Name>); neither passwords nor keys ever enter a plan, a log or a page. Host keys
        are checked against <Name>knownHostsFile</Name>, or pinned at first sight in the data directory and shown.
      </p>
    </>
  ),
};

export const again: HelpSection = {
  id: 'again',
  title: 'Every night, and over time',
  body: (
    <>
      <p>
        <i>Run again</i> on the page of a run, and the form for a new test, have <i>By the clock</i>: a time, days or a
        cron pattern, a time zone, how many runs, and whether each has a new seed. <Name>clew schedule add</Name> does
        the same. <i>Schedules</i> in the list of runs says when each starts next and what became of the last start.
      </p>
      <Table
        label="What becomes of a start"
        columns={['At its time', 'What becomes of it']}
        rows={[
          ['a server is there', 'its runs enter the queue of their cluster'],
          [
            'no server runs, or its disk cannot be written',
            'made up for within five minutes; later it is missed, and said',
          ],
          ['a run of an earlier start goes on', 'skipped: two at once would measure each other'],
          [
            'its machines need healing, or its plan is not valid any more',
            'refused with the reason; the next start tries it again',
          ],
          ['clocks go forward over it', 'the first moment after the gap'],
          ['clocks go back, and the time comes twice', 'the first of the two'],
        ]}
      />
      <p>
        <i>Trend</i> shows all runs of one plan, whatever their seeds and their names: the verdicts by version and date,
        what was served under faults, the slowest hundredth, and in how many of the decided runs a violation was found.
        The interval beside that rate (Wilson&rsquo;s, 95 %) says what it may be in truth: in none of 5 runs is anything
        up to 43 %. A link shows the trend and none of its runs, and brings a badge for a README; both end when it is
        revoked.
      </p>
    </>
  ),
};

export const sharing: HelpSection = {
  id: 'sharing',
  title: 'Who may see what',
  body: (
    <>
      <p>
        The server listens on 127.0.0.1. Anyone with the token printed at start-up may launch tests, which is worth a
        root shell on every node. A share link shows one run, read only, until it is revoked or has expired; links begin
        with the address that <Name>clew serve --public-url</Name> names, where others reach the server by another
        address than you do.
      </p>
      <p>
        Whoever has a link, or a page saved as one file, sees the plan, every operation, the verdict and the node logs,
        with the names of nodes in place of their addresses. Addresses, ports, users, paths and full error texts are
        shown only if you say so in the share dialog; keys and passwords never are. Your own downloads of histories,
        logs and reports are whole: read them before you hand them on.
      </p>
      <p>
        A browser that signs in has a session of its own, which ends after 12 hours without use, after a week, or with{' '}
        <i>Sign out</i>. <Name>npx clew token --rotate</Name> makes another token and ends every session. Browsers send
        the session&rsquo;s cookie to every port of the host, so on a shared machine another user&rsquo;s web server can
        come to read it: with the cookie alone one can read, and can launch, stop, share and change nothing.
      </p>
      <p>
        Everything that the pages do, a script can do as well: the{' '}
        <a href="/api" className="text-accent underline">
          HTTP interface
        </a>{' '}
        is shown with a request for each operation. A link may ask for a password, and{' '}
        <a href="/webhooks" className="text-accent underline">
          webhooks
        </a>{' '}
        tell other programs when a run is over or breaks a promise, with what somebody who has a link sees. They reach
        addresses on the internet only, and none of this machine or of private networks, unless the server is started
        with <Name>--private-webhooks</Name>.
      </p>
    </>
  ),
};

export const endings: HelpSection = {
  id: 'endings',
  title: 'When it ends, or is hurt',
  body: (
    <>
      <p>
        Runs, operations, verdicts and node logs are stored in an embedded PostgreSQL in the data directory. A killed
        server, a power cut and a disk that fails under it lose at most the last 200 ms of operations, and what a viewer
        has seen is stored.
      </p>
      <Table
        label="What happens to the server and to the run that goes on"
        columns={['What happens', 'The server', 'The run that goes on']}
        rows={[
          ['SIGTERM, Ctrl-C, SIGHUP, a closed terminal', 'ends within 10 s', 'stopped, healed, torn down, judged'],
          ['Ctrl-C twice', 'ends at once, 130', 'aborted, as after a kill'],
          ['nobody reads its output', 'goes on', 'goes on'],
          [
            'the disk is full, or becomes read-only',
            'goes on, refuses new runs until it can write',
            'ends as an error; the end is kept in memory',
          ],
          ['the database’s thread dies', 'opens it anew', 'goes on, or ends as an error'],
          ['the database hangs', 'says so to whoever looks; SIGTERM ends it, 255', 'stopped, healed, torn down'],
          ['a check’s thread dies, or its memory ends', 'goes on', 'keeps what was found, and says what failed'],
          ['it has no file descriptor left', 'goes on', 'goes on, or ends as an error'],
          ['the clock is set by a day, either way', 'goes on', 'goes on'],
          ['the lock of the data directory is lost', 'ends, 255', 'aborted at the next start'],
          ['it is suspended for longer than 40 s', 'goes on', 'ends as an error, healed by the nodes'],
          ['an error of Clew’s own', 'ends, 255', 'ends as an error, healed and torn down'],
          ['kill -9', '–', 'aborted at the next start'],
        ]}
      />
      <p>
        A lab goes with its server, however that ended; your own machines are whole within a minute, also where no
        server comes back. <Name>npm run soak -- endings</Name> tries these and others in every state of a run and says
        which do not hold on your machine; <Name>npm run soak -- kills</Name> ends servers at random moments. Both look
        at the nodes from outside.
      </p>
    </>
  ),
};
