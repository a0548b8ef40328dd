using IzzyPS.Operations;
using IzzyPS.Operations.Claims;
using IzzyPS.Operations.Journaling;
using IzzyPS.Operations.Sending;
using Xunit;

namespace IzzyPS.Tests.Operations;

/// <summary>The sender over a journal and a handler that do what a test says.</summary>
public sealed class OperationSenderTests
{
    private readonly TestTime _time = new();

    [Fact]
    public async Task Failed_commit_to_sending_ends_the_waits_of_requests_in_flight()
    {
        var inFlight = new TaskCompletionSource();
        PendingOperation[] operations = [CreateWaiting(inFlight), CreateWaiting(inFlight)];
        await using var sender = new OperationSender(
            Guid.CreateVersion7(),
            new FailingStore(operations[1].Operation.Id),
            new Silent(),
            new SenderOptions { ThrottleLimit = 1, BaseUri = new Uri("https://localhost/") },
            _time);

        var sending = sender.SendAsync(new OneByOne(operations, inFlight.Task), new NoFollowUp(), Token);

        _ = await Assert.ThrowsAsync<LedgerException>(() => sending.WaitAsync(Eventually.Limit, Token));
        Assert.Equal("the ledger can't be written", sender.Fault);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private WaitingOperation CreateWaiting(TaskCompletionSource inFlight) => new(
        new Operation
        {
            Id = Guid.CreateVersion7(),
            RunId = Guid.CreateVersion7(),
            Subject = new Subject("Vehicle", "U5YPU81BGPL155538"),
            Feed = "default",
            Kind = "Update",
            IsIdempotent = true,
            State = OperationState.Planned,
            Payload = default,
            PlannedAt = _time.GetUtcNow(),
        },
        inFlight);

    /// <summary>An operation whose request waits for a retry until its run ends.</summary>
    private sealed class WaitingOperation(Operation operation, TaskCompletionSource inFlight) : PendingOperation(operation)
    {
        internal override PlanItem Item => throw new NotSupportedException();

        internal override OperationStep ToPlannedStep() => throw new NotSupportedException();

        internal override OperationStep ToStep(Operation operation) => new Step(operation);

        internal override async Task<Answer> SendAsync(RequestContext context, CancellationToken graceOver)
        {
            inFlight.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.Stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return new Answer(AnswerKind.NotSent, 1, TimeSpan.Zero);
        }

        internal override Conclusion Conclude(Answer answer, DateTimeOffset now) => throw new NotSupportedException();

        internal override void Report(Conclusion conclusion, Answer answer) => throw new NotSupportedException();

        internal override void ReportUnwritten(Answer answer) => throw new NotSupportedException();
    }

    private sealed record Step(Operation? Operation) : OperationStep(Operation)
    {
        internal override ISubjectTables Tables => throw new NotSupportedException();

        internal override IEnumerable<string> Keys => [];
    }

    /// <summary>A journal's store whose disk is full when one operation is written.</summary>
    private sealed class FailingStore(Guid refused) : IJournalStore
    {
        public IReadOnlyList<Operation> Recover(DateTimeOffset now) => [];

        public Operation? GetOperation(Guid id) => null;

        public void Write(IReadOnlyList<OperationStep> steps)
        {
            if (steps.Any(step => step.Operation?.Id == refused))
                throw new LedgerException(LedgerFault.Storage, "The disk is full.");
        }
    }

    /// <summary>Hands out one operation at a time, the second when the first is in flight.</summary>
    private sealed class OneByOne(IReadOnlyList<PendingOperation> operations, Task inFlight) : IOperationSource
    {
        private int _next;

        public async Task<IReadOnlyList<PendingOperation>> TakeNextAsync(bool idempotent, CancellationToken stop)
        {
            if (_next > 0)
                await inFlight.WaitAsync(stop);
            return idempotent && _next < operations.Count ? [operations[_next++]] : [];
        }

        public Task AddAsync(IReadOnlyList<PendingOperation> operations) => Task.CompletedTask;

        public Task ReturnAsync(IReadOnlyList<PendingOperation> operations, string why) => Task.CompletedTask;

        public ValueTask EnsureHeldAsync() => ValueTask.CompletedTask;

        public Task WaitForIdempotentAsync(CancellationToken stop) => Task.CompletedTask;

        public Task<bool> WaitForMoreAsync(CancellationToken stop) => Task.FromResult(false);

        public void ReportRest(string whyNotSent)
        {
        }
    }

    private sealed class NoFollowUp : IFollowUp
    {
        public bool IsDue => false;

        public Task<IReadOnlyList<PendingOperation>> DecideAsync(string? fault) => Task.FromResult<IReadOnlyList<PendingOperation>>([]);
    }

    private sealed class Silent : IEngineNotices
    {
        public void Warn(string message)
        {
        }

        public void Warn(Subject subject, string message)
        {
        }

        public void Trace(string message)
        {
        }

        public void Trace(Subject subject, string message)
        {
        }
    }
}
