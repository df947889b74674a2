import { Table } from '@mantine/core';

interface ColumnHeadsProps {
  titles: string[];
  /** One more column, without words, for the buttons of each row. */
  actions?: boolean;
}

/** The head of a table: a title for each column. */
export function ColumnHeads({ titles, actions = false }: ColumnHeadsProps) {
  return (
    <Table.Thead>
      <Table.Tr>
        {titles.map((title) => (
          <Table.Th key={title}>{title}</Table.Th>
        ))}
        {actions ? <Table.Th /> : null}
      </Table.Tr>
    </Table.Thead>
  );
}
