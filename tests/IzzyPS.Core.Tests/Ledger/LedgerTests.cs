
namespace IzzyPS.Tests.Ledger;

/// <summary>Tests that hold for each kind of ledger; each kind derives from them.</summary>
public abstract class LedgerTests(LedgerKind kind) : IDisposable
{
    private protected LedgerKind Kind { get; } = kind;

    private protected LedgerHome Home { get; } = new(kind);

    public void Dispose()
    {
        Home.Dispose();
        GC.SuppressFinalize(this);
    }
}
