/** The fields of an object, a line each. */
import type { ApiDocument, Schema } from './document';
import { type FieldLine, fieldsOf } from './schema-words';

interface FieldTableProps {
  readonly title: string;
  readonly document: ApiDocument;
  /** One of the two. */
  readonly schema?: Schema;
  readonly fields?: readonly FieldLine[];
}

const cellClass = 'py-1 pr-4 text-left align-top font-normal [overflow-wrap:anywhere]';

export function FieldTable({ title, document, schema, fields }: FieldTableProps) {
  const lines = fields ?? (schema ? fieldsOf(schema, document) : []);
  return (
    <table className="w-full border-collapse text-13">
      <caption className="pb-1 text-left font-semibold text-13">{title}</caption>
      <thead className="sr-only">
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Kind</th>
          <th scope="col">Meaning</th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ name, kind, refers, isRequired, words }) => (
          <tr key={name} className="border-line border-t max-sm:block max-sm:py-1">
            <th scope="row" className={`${cellClass} w-48 font-mono max-sm:block max-sm:w-auto max-sm:py-0`}>
              {name}
              {!isRequired && <span className="font-sans text-muted"> optional</span>}
            </th>
            <td className={`${cellClass} w-72 text-muted max-sm:block max-sm:w-auto max-sm:py-0`}>
              {refers === undefined ? kind : <SchemaLink name={refers} text={kind} />}
            </td>
            <td className={`${cellClass} max-sm:block max-sm:py-0`}>{words}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface SchemaLinkProps {
  readonly name: string;
  readonly text?: string;
}

export function SchemaLink({ name, text = name }: SchemaLinkProps) {
  const open = () => {
    const section = document.getElementById(`schema-${name}`);
    if (section instanceof HTMLDetailsElement) section.open = true;
  };
  return (
    <a href={`#schema-${name}`} onClick={open} className="text-accent underline">
      {text}
    </a>
  );
}
