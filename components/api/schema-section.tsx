/** A schema that operations refer to by its name. */
import type { ApiDocument, Schema } from './document';
import { FieldTable } from './field-table';
import { kindOf } from './schema-words';

interface SchemaSectionProps {
  readonly name: string;
  readonly schema: Schema;
  readonly document: ApiDocument;
}

export function SchemaSection({ name, schema, document }: SchemaSectionProps) {
  return (
    <details id={`schema-${name}`} className="scroll-mt-4 border-line border-b py-2">
      <summary className="cursor-pointer">
        <span className="font-mono text-13">{name}</span>
        {schema.description && <span className="block pl-4 text-13 text-muted">{schema.description}</span>}
      </summary>
      <div className="py-2 pl-4">
        {schema.properties ? (
          <FieldTable title={name} schema={schema} document={document} />
        ) : (
          <p className="text-13">{kindOf(schema, document)}</p>
        )}
      </div>
    </details>
  );
}
