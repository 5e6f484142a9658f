package main

import (
	"context"
	"fmt"
	"math/big"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kinesis"
	"github.com/aws/aws-sdk-go-v2/service/kinesis/types"
)

// pushed is what a subscription got: records, and at its shard's end the children.
type pushed struct {
	shard    string
	numbers  []int
	children []types.ChildShard
	ended    bool
	err      error
}

// fanOut reads by SubscribeToShard while the stream is resharded.
func fanOut(ctx context.Context, settings aws.Config) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	client := kinesis.NewFromConfig(settings)
	name := aws.String("pushed")
	if _, err := client.CreateStream(ctx, &kinesis.CreateStreamInput{StreamName: name, ShardCount: aws.Int32(2)}); err != nil {
		return "", err
	}
	stream, err := client.DescribeStream(ctx, &kinesis.DescribeStreamInput{StreamName: name})
	if err != nil {
		return "", err
	}
	registered, err := client.RegisterStreamConsumer(ctx, &kinesis.RegisterStreamConsumerInput{
		StreamARN:    stream.StreamDescription.StreamARN,
		ConsumerName: aws.String("go"),
	})
	if err != nil {
		return "", err
	}
	events := make(chan pushed)
	subscribed := map[string]bool{}
	subscribe := func(shard string) {
		subscribed[shard] = true
		go follow(ctx, client, registered.Consumer.ConsumerARN, shard, events)
	}
	for _, shard := range stream.StreamDescription.Shards {
		subscribe(*shard.ShardId)
	}
	if err := put(ctx, client, name, 0); err != nil {
		return "", err
	}
	failed := make(chan error, 1)
	go func() { failed <- reshard(ctx, client, name) }()
	found, ended := map[int]bool{}, map[string]bool{}
	for len(found) < records {
		select {
		case <-ctx.Done():
			return "", fmt.Errorf("%d records came out", len(found))
		case err := <-failed:
			if err != nil {
				return "", err
			}
		case event := <-events:
			if event.err != nil {
				return "", event.err
			}
			for _, number := range event.numbers {
				found[number] = true
			}
			ended[event.shard] = event.ended
			for _, child := range event.children {
				ready := !subscribed[*child.ShardId]
				for _, parent := range child.ParentShards {
					ready = ready && ended[parent]
				}
				if ready {
					subscribe(*child.ShardId)
				}
			}
		}
	}
	return fmt.Sprintf("%d records of %d shards", len(found), len(subscribed)), nil
}

// reshard puts the other records after a split, and after a merge of the second child and its neighbour.
func reshard(ctx context.Context, client *kinesis.Client, name *string) error {
	quarter := new(big.Int).Lsh(big.NewInt(1), 126).String()
	_, err := client.SplitShard(ctx, &kinesis.SplitShardInput{
		StreamName:         name,
		ShardToSplit:       aws.String("shardId-000000000000"),
		NewStartingHashKey: &quarter,
	})
	if err != nil {
		return err
	}
	if err := put(ctx, client, name, 500); err != nil {
		return err
	}
	_, err = client.MergeShards(ctx, &kinesis.MergeShardsInput{
		StreamName:           name,
		ShardToMerge:         aws.String("shardId-000000000003"),
		AdjacentShardToMerge: aws.String("shardId-000000000001"),
	})
	if err != nil {
		return err
	}
	if err := put(ctx, client, name, 1000); err != nil {
		return err
	}
	return put(ctx, client, name, 1500)
}

func follow(ctx context.Context, client *kinesis.Client, consumer *string, shard string, events chan<- pushed) {
	fail := func(err error) { events <- pushed{shard: shard, err: fmt.Errorf("%s: %w", shard, err)} }
	answer, err := client.SubscribeToShard(ctx, &kinesis.SubscribeToShardInput{
		ConsumerARN:      consumer,
		ShardId:          &shard,
		StartingPosition: &types.StartingPosition{Type: types.ShardIteratorTypeTrimHorizon},
	})
	if err != nil {
		fail(err)
		return
	}
	stream := answer.GetStream()
	defer stream.Close()
	for event := range stream.Events() {
		member, ok := event.(*types.SubscribeToShardEventStreamMemberSubscribeToShardEvent)
		if !ok {
			fail(fmt.Errorf("an event that is none: %T", event))
			return
		}
		next := pushed{shard: shard, children: member.Value.ChildShards, ended: len(member.Value.ChildShards) > 0}
		for _, record := range member.Value.Records {
			number, err := strconv.Atoi(string(record.Data))
			if err != nil {
				fail(err)
				return
			}
			next.numbers = append(next.numbers, number)
		}
		select {
		case events <- next:
		case <-ctx.Done():
			return
		}
	}
	if err := stream.Err(); err != nil && ctx.Err() == nil {
		fail(err)
	}
}
