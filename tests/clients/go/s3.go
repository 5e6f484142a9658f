package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

func buckets(ctx context.Context, settings aws.Config) (string, error) {
	client := s3.NewFromConfig(settings, func(options *s3.Options) { options.UsePathStyle = true })
	bucket := aws.String("lake")
	if _, err := client.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: bucket}); err != nil {
		return "", err
	}
	if err := s3.NewBucketExistsWaiter(client).Wait(ctx, &s3.HeadBucketInput{Bucket: bucket}, time.Minute); err != nil {
		return "", err
	}
	content := bytes.Repeat([]byte("0123456789abcdef"), 1<<16)
	for n := range 5 {
		key := fmt.Sprintf("day=%d/añb c+.bin", n)
		if err := keep(ctx, client, bucket, key, content); err != nil {
			return "", err
		}
	}
	keys := 0
	pages := s3.NewListObjectsV2Paginator(client, &s3.ListObjectsV2Input{Bucket: bucket, MaxKeys: aws.Int32(2)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return "", err
		}
		keys += len(page.Contents)
	}
	_, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: bucket, Key: aws.String("none")})
	var refused *types.NoSuchKey
	if !errors.As(err, &refused) {
		return "", fmt.Errorf("there is no such key, but the answer is %w", err)
	}
	return fmt.Sprintf("%d objects of %d bytes, then %s", keys, len(content), refused.ErrorCode()), nil
}

// keep writes an object, with its checksum, and reads it again, which checks that.
func keep(ctx context.Context, client *s3.Client, bucket *string, key string, content []byte) error {
	_, err := client.PutObject(ctx, &s3.PutObjectInput{Bucket: bucket, Key: &key, Body: bytes.NewReader(content)})
	if err != nil {
		return err
	}
	object, err := client.GetObject(ctx, &s3.GetObjectInput{Bucket: bucket, Key: &key})
	if err != nil {
		return err
	}
	defer object.Body.Close()
	read, err := io.ReadAll(object.Body)
	if err == nil && !bytes.Equal(read, content) {
		return fmt.Errorf("%s has other content", key)
	}
	return err
}
