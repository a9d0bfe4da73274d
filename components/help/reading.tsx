/** How to read the page of a run, and how far its verdict goes. */
import { KeyList } from '../timeline/key-list';
import { Code, Definitions, type HelpSection } from './prose';

export const reading: HelpSection = {
  id: 'run-page',
  title: 'The page of a run',
  body: (
    <>
      <p>
        The banner says what happened. An invalid run opens on its contradiction: a sentence, the operations that
        contradict each other, and the timeline fitted to them. Press one of the operations to go to it.
      </p>
      <p>
        In the timeline each client has a lane, named by client and node; a bar is an operation, from its invocation to
        its completion. One whose end is open is an info operation: it may still take effect. Each kind of fault has a
        row above the lanes, so faults that overlap stay apart. Below them each node has a lane for what it believes:
        solid with a crown while it believes that it leads, dashed while it knows no leader, dotted while its index is
        old. Two crowns at once are two leaders.
      </p>
      <p>
        Drag to move. Ctrl and the wheel, or a pinch, zoom. A drag with Shift, or along the axis, zooms to that part.
        The strip below shows the whole run: drag its frame to move the view and its edges to resize it, or drag beside
        it to show another part; a double click shows everything. The map shows the moment under the pointer, or the
        latest one.
      </p>
      <p>
        While a test runs, B or <em>Break something by hand</em> below the map offers its nodes: choose some, then cut
        them off, pause or kill them, or pause whoever leads. It goes beside the faults of the plan, and <em>Heal</em>{' '}
        ends it; what is left ends with the load. The history says who asked for it, and the outcome that the plan alone
        does not repeat the test. In a run of an experiment nothing is broken by hand.
      </p>
      <p>
        M, or <em>Bookmark</em>, marks the selected operation, or the moment that is pointed at, with a note. Bookmarks
        are flags at the foot of the lanes, stand under <em>Notes</em>, and are seen by everyone who sees the run: under
        its link and in a saved page, too. A run with bookmarks is not deleted by itself.
      </p>
      <p>
        The tabs below hold the evidence: the possible worlds and the smallest contradiction, what every checker found,
        rate and latency with the faults behind them, the operation log, the logs of the nodes, and the plan. A line of
        a log leads to its moment on the timeline, and a moment to its lines. What is zoomed to, selected and filtered
        stands in the address, so a copied address shows the same.
      </p>
      <p>
        Ctrl K, or ⌘K, opens a field on every page: type to go to a run or a page, to start a preset, or to do what the
        page offers.
      </p>
      <KeyList />
    </>
  ),
};

export const verdicts: HelpSection = {
  id: 'verdicts',
  title: 'What a verdict says, and what not',
  body: (
    <>
      <p>
        Verdicts come from an exact search over every order that real time allows, crashed operations included. A valid
        verdict carries an order that separate code has replayed through the model; an invalid one carries worlds that
        were replayed the same way. A limit of time or memory gives unknown, never a guess.
      </p>
      <Definitions
        rows={[
          { name: 'Valid', words: 'This history has an explanation. It does not prove that the next one will.' },
          {
            name: 'Valid, but weak',
            words: 'It has an explanation, but little was tested; the page says what was not, as writes under a fault.',
          },
          { name: 'Invalid', words: 'No order explains this history, or a checker found a broken promise.' },
          { name: 'Unknown', words: 'The check met a limit, or nothing succeeded that could be judged.' },
          { name: 'Error', words: 'The test itself failed. That says nothing about the database.' },
        ]}
      />
      <p>
        An operation completes as ok (it happened), fail (it certainly did not) or info (nobody knows). An error that
        the system&rsquo;s table of errors does not list is info. A read that answers nil counts as a read of an unknown
        value.
      </p>
      <p>
        A test is judged while it goes on: the page, the list and the terminal report a broken promise at once. To end
        the test there, use the switch in the form, or
      </p>
      <Code>--set checker.stopAtViolation=true</Code>
    </>
  ),
};
