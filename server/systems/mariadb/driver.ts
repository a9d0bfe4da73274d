/**
 * MariaDB's protocol, by mysql2. One connection over our stream: without its pool nothing is sent twice and nothing is
 * opened anew, and without a time limit of its own nothing is given up behind our back (`driver.test.ts`).
 */
import { type Connection, createConnection, type QueryError } from 'mysql2';
import { type Driver, ServerRefusal, type SqlAnswer } from '../kit/sql/driver';

export const mysqlDriver: Driver = (stream, { user, password, database }) => {
  const connection = createConnection({
    stream,
    user,
    password,
    database,
    connectTimeout: 0,
    rowsAsArray: true,
    // As the server wrote them.
    typeCast: (field) => field.string(),
  });
  // What ends the connection rejects what waits for it, or is seen at the stream.
  connection.on('error', () => undefined);
  return {
    greeted: () =>
      new Promise((resolve, reject) => {
        connection.connect((error) => (error === null ? resolve() : reject(refusalOf(error))));
      }),
    query: (text) => answerTo(connection, text),
  };
};

function answerTo(connection: Connection, text: string): Promise<SqlAnswer> {
  return new Promise((resolve, reject) => {
    connection.query(text, (error, result) => {
      if (error !== null) reject(refusalOf(error));
      else if (Array.isArray(result))
        resolve({ rows: result as unknown as SqlAnswer['rows'], affected: result.length });
      else resolve({ rows: [], affected: result.affectedRows });
    });
  });
}

/** The driver numbers its own errors from 2000 on, as the C client does, or not at all. */
function refusalOf(error: QueryError): Error {
  const { errno } = error;
  const isServers = errno !== undefined && errno >= 1000 && !(errno >= 2000 && errno < 3000);
  return isServers ? new ServerRefusal(String(errno), error.message) : error;
}
