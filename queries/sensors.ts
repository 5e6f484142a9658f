/** The three queries of the sensors lab. Each may give one row more than `limit`: see `limited`. */
export function sensorQueries(limit: number): readonly { title: string; sql: string }[] {
  return [
    {
      title: "the latest readings",
      sql: `SELECT sensor_id, temperature, humidity, timestamp, location FROM sensor_data
            ORDER BY timestamp DESC LIMIT ${limit + 1}`,
    },
    {
      title: "mean temperature by sensor",
      sql: `SELECT sensor_id, AVG(temperature) AS avg_temp FROM sensor_data
            GROUP BY sensor_id ORDER BY sensor_id LIMIT ${limit + 1}`,
    },
    {
      title: "readings above 30 °C",
      sql: `SELECT sensor_id, temperature, timestamp FROM sensor_data
            WHERE temperature > 30.0 ORDER BY timestamp DESC LIMIT ${limit + 1}`,
    },
  ];
}
