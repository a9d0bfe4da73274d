/** `json`: ops over several lines, or in one array. */
export const historyFormats = ['jsonl', 'json', 'edn', 'text'] as const;

export type HistoryFormat = (typeof historyFormats)[number];
