// Drives the cloud at AWS_ENDPOINT_URL by the AWS SDK for Go v2, and prints a line about each service.
// Whatever the SDK logs, as a warning of a checksum that an answer lacks, is a fault.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/smithy-go/logging"
)

func main() {
	ctx := context.Background()
	logged := 0
	logger := logging.LoggerFunc(func(level logging.Classification, format string, args ...any) {
		logged++
		fmt.Fprintf(os.Stderr, "the SDK logged %s: %s\n", level, fmt.Sprintf(format, args...))
	})
	settings, err := config.LoadDefaultConfig(ctx,
		config.WithLogger(logger),
		config.WithClientLogMode(aws.LogDeprecatedUsage),
		config.WithRetryMaxAttempts(1),
	)
	if err != nil {
		fail("configuration", err)
	}
	for _, service := range []struct {
		name string
		run  func(context.Context, aws.Config) (string, error)
	}{
		{"kinesis", streams},
		{"fan-out", fanOut},
		{"dynamodb", tables},
		{"s3", buckets},
		{"lambda", functions},
	} {
		line, err := service.run(ctx, settings)
		if err != nil {
			fail(service.name, err)
		}
		fmt.Printf("%s: %s\n", service.name, line)
	}
	fmt.Printf("the SDK logged %d lines\n", logged)
	if logged > 0 {
		os.Exit(1)
	}
}

func fail(name string, err error) {
	fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
	os.Exit(1)
}
