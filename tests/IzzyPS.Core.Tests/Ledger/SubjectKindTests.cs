using IzzyPS.Operations;
using IzzyPS.Operations.Journaling;
using IzzyPS.Storage;
using Xunit;

namespace IzzyPS.Tests.Ledger;

/// <summary>The ledger takes only operations that it could recover after a kill.</summary>
public sealed class SubjectKindTests() : LedgerTests(LedgerKind.Sqlite)
{
    [Fact]
    public async Task Step_of_a_kind_that_recovery_does_not_know_is_refused()
    {
        using var ledger = Home.Open();
        await using var writer = await LedgerHome.BeginRunAsync(ledger);
        var serial = ledger.Serial;

        var exception = Assert.Throws<InvalidOperationException>(() => writer.Write([new PhotoStep()]));

        Assert.Contains("'Photo'", exception.Message, StringComparison.Ordinal);
        Assert.Equal(serial, ledger.Serial);
    }

    private sealed record PhotoStep() : OperationStep(Operation: null)
    {
        internal override ISubjectTables Tables { get; } = new PhotoTables();

        internal override IEnumerable<string> Keys => ["photo 1"];
    }

    private sealed class PhotoTables : ISubjectTables
    {
        public string Kind => "Photo";

        public IReadOnlyList<SubjectRow> FindOrAdd(ILedgerDatabase ledger, IReadOnlyList<OperationStep> steps) => throw new InvalidOperationException();

        public void Save(ILedgerDatabase ledger, IReadOnlyList<OperationStep> steps, DateTimeOffset now) => throw new InvalidOperationException();

        public OperationStep Recover(Operation ended, bool mayHaveBeenSent, DateTimeOffset now) => throw new InvalidOperationException();
    }
}
