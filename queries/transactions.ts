/** The transactions lab's questions. Each may give one row more than `limit`: see `limited`. */
export function transactionQueries(limit: number): readonly { title: string; sql: string }[] {
  return [
    {
      title: "above 10,000, largest first",
      sql: `SELECT transaction_id, amount, transaction_type, "timestamp" FROM transactions
            WHERE amount > 10000 ORDER BY amount DESC LIMIT ${limit + 1}`,
    },
    {
      title: "count and sum by type",
      sql: `SELECT transaction_type, COUNT(*) AS transactions, SUM(amount) AS total
            FROM transactions GROUP BY transaction_type ORDER BY total DESC LIMIT ${limit + 1}`,
    },
  ];
}
