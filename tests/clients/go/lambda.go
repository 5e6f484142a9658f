package main

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

const source = `exports.handler = async ({ n }) => {
  if (n === undefined) throw new TypeError("n is missing");
  return n * 2;
};`

func functions(ctx context.Context, settings aws.Config) (string, error) {
	client := lambda.NewFromConfig(settings)
	name := aws.String("double")
	code, err := packaged()
	if err != nil {
		return "", err
	}
	if _, err := client.CreateFunction(ctx, &lambda.CreateFunctionInput{
		FunctionName: name,
		Runtime:      types.RuntimeNodejs22x,
		Handler:      aws.String("index.handler"),
		Role:         aws.String("arn:aws:iam::000000000000:role/any"),
		Code:         &types.FunctionCode{ZipFile: code},
	}); err != nil {
		return "", err
	}
	created := &lambda.GetFunctionInput{FunctionName: name}
	if err := lambda.NewFunctionActiveV2Waiter(client).Wait(ctx, created, time.Minute); err != nil {
		return "", err
	}
	answer, err := client.Invoke(ctx, &lambda.InvokeInput{FunctionName: name, Payload: []byte(`{"n": 21}`)})
	if err != nil {
		return "", err
	}
	failed, err := client.Invoke(ctx, &lambda.InvokeInput{FunctionName: name, Payload: []byte(`{}`)})
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s, then %s", answer.Payload, aws.ToString(failed.FunctionError)), nil
}

func packaged() ([]byte, error) {
	var code bytes.Buffer
	archive := zip.NewWriter(&code)
	file, err := archive.Create("index.js")
	if err != nil {
		return nil, err
	}
	if _, err := file.Write([]byte(source)); err != nil {
		return nil, err
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	return code.Bytes(), nil
}
