'use client';
/** The HTTP interface as the server describes it itself: every operation, a request to try, and the schemas. */
import { useCallback, useEffect, useState } from 'react';
import { endpoints } from '@/lib/protocol/api/endpoints';
import { Failure } from '../ui/failure';
import { messageOf, request } from '../ui/request';
import { Skeleton } from '../ui/skeleton';
import { type ApiDocument, groupsOf } from './document';
import { OperationSection } from './operation-section';
import { SchemaSection } from './schema-section';
import { WebhookSection } from './webhook-section';

export function ApiPage() {
  const [document, setDocument] = useState<ApiDocument>();
  const [failure, setFailure] = useState<string>();
  const look = useCallback(async () => {
    try {
      // The server made it of its own contract; see server/web/http/openapi.ts.
      setDocument((await request(endpoints.describe, {})) as unknown as ApiDocument);
      setFailure(undefined);
    } catch (error) {
      setFailure(messageOf(error));
    }
  }, []);
  useEffect(() => void look(), [look]);
  return (
    <main id="main" className="mx-auto max-w-340 px-4 pt-6 pb-16 lg:px-6">
      <h1 className="mb-1 font-semibold text-20">HTTP interface</h1>
      <div className="mb-6 flex max-w-[80ch] flex-col gap-2">
        <p>
          Everything that the pages and the command line do, a script can do, too. A request carries the token that Clew
          printed when it started; <code className="font-mono text-13">clew token</code> prints it again. In the
          examples it is the variable <code className="font-mono text-13">CLEW_TOKEN</code>.
        </p>
        <p>
          <a href="/api/openapi.json" className="text-accent underline">
            openapi.json
          </a>{' '}
          is the same as a document for programs, OpenAPI 3.1.
        </p>
      </div>
      {failure && <Failure onRetry={() => void look()}>{failure}</Failure>}
      {document ? <Shown document={document} /> : !failure && <Skeleton className="h-64 w-full" />}
    </main>
  );
}

function Shown({ document }: { readonly document: ApiDocument }) {
  const groups = groupsOf(document);
  const schemas = Object.entries(document.components.schemas);
  // What the address named was not there when it came.
  useEffect(() => {
    const named = location.hash === '' ? null : window.document.getElementById(location.hash.slice(1));
    if (named instanceof HTMLDetailsElement) named.open = true;
    named?.scrollIntoView();
  }, []);
  return (
    <div className="grid grid-cols-1 gap-8 lg:grid-cols-[12rem_1fr]">
      <nav aria-label="On this page">
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-14 lg:sticky lg:top-4 lg:flex-col">
          {[...groups.map(({ name }) => name), 'webhook-messages', 'schemas'].map((name) => (
            <li key={name}>
              <a href={`#${name}`} className="text-accent hover:underline">
                {name.replaceAll('-', ' ')}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div className="flex min-w-0 flex-col gap-8">
        {groups.map(({ name, operations }) => (
          <section key={name} aria-labelledby={name}>
            <h2 id={name} className="mb-2 scroll-mt-4 font-semibold text-16">
              {name}
            </h2>
            <div className="border-line border-t">
              {operations.map((operation) => (
                <OperationSection key={operation.id} operation={operation} document={document} />
              ))}
            </div>
          </section>
        ))}
        <WebhookSection />
        <section aria-labelledby="schemas">
          <h2 id="schemas" className="mb-2 scroll-mt-4 font-semibold text-16">
            schemas
          </h2>
          <div className="border-line border-t">
            {schemas.map(([name, schema]) => (
              <SchemaSection key={name} name={name} schema={schema} document={document} />
            ))}
          </div>
        </section>
      </div>
    </div>
  );
}
