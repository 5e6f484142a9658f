import type { Operations, Permission } from "../../../gateway/service";
import { Moves, type Move } from "../moves";
import type { Queues } from "../queues";

/** StartMessageMoveTask and its like: dead letters go back to where they came from. */
export function moveOperations(queues: Queues): Operations<"sqs"> {
  const moves = new Moves(queues);
  return {
    StartMessageMoveTask: {
      permissions({ SourceArn, DestinationArn }) {
        const takes = ["StartMessageMoveTask", "ReceiveMessage", "DeleteMessage"];
        const needs = takes.map((action): Permission => [`sqs:${action}`, SourceArn]);
        return DestinationArn === undefined
          ? needs
          : [...needs, ["sqs:SendMessage", DestinationArn]];
      },
      run({ SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond }) {
        const move = moves.start(SourceArn, DestinationArn, MaxNumberOfMessagesPerSecond);
        return { TaskHandle: move.handle };
      },
    },
    CancelMessageMoveTask: {
      run: ({ TaskHandle }) => ({
        ApproximateNumberOfMessagesMoved: moves.cancel(TaskHandle).moved,
      }),
    },
    ListMessageMoveTasks: {
      permissions: ({ SourceArn }) => [["sqs:ListMessageMoveTasks", SourceArn]],
      run: ({ SourceArn, MaxResults = 1 }) => ({
        Results: moves.list(SourceArn, MaxResults).map(shown),
      }),
    },
  };
}

function shown(move: Move) {
  return {
    ...(move.status === "RUNNING" && { TaskHandle: move.handle }),
    Status: move.status,
    SourceArn: move.source.arn,
    DestinationArn: move.destinationArn,
    MaxNumberOfMessagesPerSecond: move.perSecond,
    ApproximateNumberOfMessagesMoved: move.moved,
    ApproximateNumberOfMessagesToMove: move.toMove,
    FailureReason: move.failure,
    StartedTimestamp: move.startedAt,
  };
}
