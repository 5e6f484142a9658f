package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
)

const records = 2000

func streams(ctx context.Context, settings aws.Config) (string, error) {
	client := kinesis.NewFromConfig(settings)
	name := aws.String("events")
	if _, err := client.CreateStream(ctx, &kinesis.CreateStreamInput{StreamName: name, ShardCount: aws.Int32(2)}); err != nil {
		return "", err
	}
	described := &kinesis.DescribeStreamInput{StreamName: name}
	if err := kinesis.NewStreamExistsWaiter(client).Wait(ctx, described, time.Minute); err != nil {
		return "", err
	}
	for start := 0; start < records; start += 500 {
		if err := put(ctx, client, name, start); err != nil {
			return "", err
		}
	}
	stream, err := client.DescribeStream(ctx, described)
	if err != nil {
		return "", err
	}
	shards := stream.StreamDescription.Shards
	var found []int
	for _, shard := range shards {
		numbers, err := read(ctx, client, name, shard.ShardId)
		if err != nil {
			return "", err
		}
		found = append(found, numbers...)
	}
	slices.Sort(found)
	if found = slices.Compact(found); len(found) != records || found[0] != 0 {
		return "", fmt.Errorf("%d records came out", len(found))
	}
	return fmt.Sprintf("%d records of %d shards", len(found), len(shards)), nil
}

func put(ctx context.Context, client *kinesis.Client, name *string, start int) error {
	var entries []types.PutRecordsRequestEntry
	for n := start; n < start+500; n++ {
		text := strconv.Itoa(n)
		entries = append(entries, types.PutRecordsRequestEntry{Data: []byte(text), PartitionKey: &text})
	}
	sent, err := client.PutRecords(ctx, &kinesis.PutRecordsInput{StreamName: name, Records: entries})
	if err == nil && aws.ToInt32(sent.FailedRecordCount) > 0 {
		return fmt.Errorf("%d records failed", *sent.FailedRecordCount)
	}
	return err
}

func read(ctx context.Context, client *kinesis.Client, name, shard *string) ([]int, error) {
	start, err := client.GetShardIterator(ctx, &kinesis.GetShardIteratorInput{
		StreamName:        name,
		ShardId:           shard,
		ShardIteratorType: types.ShardIteratorTypeTrimHorizon,
	})
	if err != nil {
		return nil, err
	}
	var numbers []int
	for iterator, behind := start.ShardIterator, int64(1); behind > 0; {
		page, err := client.GetRecords(ctx, &kinesis.GetRecordsInput{ShardIterator: iterator, Limit: aws.Int32(300)})
		if err != nil {
			return nil, err
		}
		for _, record := range page.Records {
			number, err := strconv.Atoi(string(record.Data))
			if err != nil {
				return nil, err
			}
			numbers = append(numbers, number)
		}
		iterator, behind = page.NextShardIterator, aws.ToInt64(page.MillisBehindLatest)
	}
	return numbers, nil
}
