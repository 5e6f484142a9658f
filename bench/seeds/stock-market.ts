import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { documentClient, payloadOf, seedSettings, type SeedHandler } from "./seed";

interface Price {
  readonly symbol: string;
  readonly price: number;
  readonly timestamp: string;
}

/** Lab 003: a raw file, an item and a processed file a record, one after the other. */
export function seedStockMarket(endpoint: string): SeedHandler {
  const table = documentClient(endpoint);
  const s3 = new S3Client({ ...seedSettings(endpoint), forcePathStyle: true });
  const save = async (prefix: string, data: Price) => {
    try {
      const now = new Date().toISOString().replace("T", "_").replace(/[:.]/g, "-");
      await s3.send(
        new PutObjectCommand({
          Bucket: "stock-market-data-username",
          Key: `${prefix}/${data.symbol}_${now}.json`,
          Body: JSON.stringify(data),
          ContentType: "application/json",
        }),
      );
    } catch (error) {
      console.log(`Error guardando datos en S3: ${String(error)}`);
    }
  };
  return async (event) => {
    try {
      for (const record of event.Records) {
        const payload = payloadOf(record) as Price;
        await save("raw", payload);
        const { symbol, price, timestamp } = payload;
        const transformed = { symbol, price, timestamp, day: timestamp.slice(0, 10) };
        await table.send(new PutCommand({ TableName: "StockMarketData", Item: transformed }));
        await save("processed", transformed);
      }
      return { statusCode: 200, body: "Datos procesados y guardados en S3" };
    } catch (error) {
      return { statusCode: 500, body: String(error) };
    }
  };
}
