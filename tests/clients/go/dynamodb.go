package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// The SDK checks the CRC32 of each of DynamoDB's answers, and logs a warning where it cannot.
func tables(ctx context.Context, settings aws.Config) (string, error) {
	client := dynamodb.NewFromConfig(settings)
	name := aws.String("readings")
	_, err := client.CreateTable(ctx, &dynamodb.CreateTableInput{
		TableName:            name,
		BillingMode:          types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("id"), AttributeType: types.ScalarAttributeTypeN}},
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("id"), KeyType: types.KeyTypeHash}},
	})
	if err != nil {
		return "", err
	}
	described := &dynamodb.DescribeTableInput{TableName: name}
	if err := dynamodb.NewTableExistsWaiter(client).Wait(ctx, described, time.Minute); err != nil {
		return "", err
	}
	for n := range 20 {
		if _, err := client.PutItem(ctx, &dynamodb.PutItemInput{TableName: name, Item: reading(n)}); err != nil {
			return "", err
		}
	}
	items, pages := 0, dynamodb.NewScanPaginator(client, &dynamodb.ScanInput{TableName: name, Limit: aws.Int32(6)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return "", err
		}
		items += len(page.Items)
	}
	_, err = client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName:           name,
		Item:                reading(1),
		ConditionExpression: aws.String("attribute_not_exists(id)"),
	})
	var refused *types.ConditionalCheckFailedException
	if !errors.As(err, &refused) {
		return "", fmt.Errorf("the condition did not hold, but the answer is %w", err)
	}
	return fmt.Sprintf("%d items, then %s", items, refused.ErrorCode()), nil
}

func reading(n int) map[string]types.AttributeValue {
	return map[string]types.AttributeValue{
		"id":  &types.AttributeValueMemberN{Value: strconv.Itoa(n)},
		"raw": &types.AttributeValueMemberB{Value: []byte{0, byte(n)}},
	}
}
