/** One operation: what it does, what it takes and answers, and a request to copy. */
import { Button } from '../ui/button';
import { copyText } from '../ui/copy';
import { type ApiDocument, type Operation, type Parameter, resolved, type Schema } from './document';
import { curlOf } from './example';
import { FieldTable, SchemaLink } from './field-table';
import { kindOf } from './schema-words';

interface OperationSectionProps {
  readonly operation: Operation;
  readonly document: ApiDocument;
}

export function OperationSection({ operation, document }: OperationSectionProps) {
  const { id, method, path, summary, isOpen, parameters = [], requestBody, responses } = operation;
  const curl = curlOf(operation, document, location.origin);
  const body = requestBody && Object.values(requestBody.content)[0]?.schema;
  return (
    <details id={id} className="scroll-mt-4 border-line border-b py-2">
      <summary className="cursor-pointer">
        <span className="inline-block w-16 font-mono font-semibold text-12 text-accent">{method}</span>
        <span className="font-mono text-13 [overflow-wrap:anywhere]">{path}</span>
        <span className="block pl-4 text-13 text-muted">{summary}</span>
      </summary>
      <div className="flex flex-col gap-3 py-3 pl-4">
        {isOpen && <p className="text-13 text-muted">It needs no token.</p>}
        <Curl text={curl} />
        <Parameters title="In the path" place="path" parameters={parameters} document={document} />
        <Parameters title="Behind the ?" place="query" parameters={parameters} document={document} />
        {body && <Body title="Body" schema={body} document={document} />}
        <h3 className="font-semibold text-13">Answers</h3>
        <ul className="text-13">
          {Object.entries(responses).map(([status, { description, content = {} }]) => (
            <li key={status} className="flex flex-wrap gap-x-2">
              <span className="w-10 font-mono">{status}</span>
              <span>{description}</span>
              {Object.entries(content).map(([type, { schema }]) => (
                <span key={type} className="text-muted">
                  {type === 'application/json' ? <Kind schema={schema} document={document} /> : type}
                </span>
              ))}
            </li>
          ))}
        </ul>
      </div>
    </details>
  );
}

interface ParametersProps {
  readonly title: string;
  readonly place: Parameter['in'];
  readonly parameters: readonly Parameter[];
  readonly document: ApiDocument;
}

function Parameters({ title, place, parameters, document }: ParametersProps) {
  const fields = parameters
    .filter((parameter) => parameter.in === place)
    .map(({ name, required = false, schema }) => ({
      name,
      kind: kindOf(schema, document),
      isRequired: required,
      words: schema.description ?? '',
    }));
  return fields.length > 0 && <FieldTable title={title} document={document} fields={fields} />;
}

function Curl({ text }: { readonly text: string }) {
  return (
    <div className="flex flex-wrap items-start gap-2">
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways has to be reached by keyboard
        tabIndex={0}
        className="min-w-0 flex-1 overflow-x-auto rounded-6 border border-line bg-raised px-3 py-2 font-mono text-12"
      >
        {text}
      </pre>
      <Button onClick={() => void copyText(text, 'Request')}>Copy</Button>
    </div>
  );
}

interface BodyProps {
  readonly title: string;
  readonly schema: Schema;
  readonly document: ApiDocument;
}

function Body({ title, schema, document }: BodyProps) {
  const { name, schema: whole } = resolved(schema, document);
  if (name === undefined && whole.properties) {
    return <FieldTable title={title} schema={whole} document={document} />;
  }
  return (
    <p className="text-13">
      <span className="font-semibold">{title}</span> <Kind schema={schema} document={document} />
    </p>
  );
}

function Kind({ schema, document }: Omit<BodyProps, 'title'>) {
  const { name } = resolved(schema, document);
  if (name !== undefined) return <SchemaLink name={name} />;
  const { properties = {} } = schema;
  const names = Object.keys(properties);
  return names.length > 0 ? <span>with {names.join(', ')}</span> : <span>{kindOf(schema, document)}</span>;
}
