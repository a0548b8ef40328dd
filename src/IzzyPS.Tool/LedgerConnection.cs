using IzzyPS.Connections;
using Microsoft.Extensions.Logging.Abstractions;

namespace IzzyPS.Tool;

/// <summary>What the commands that look into the ledger share: the environment's account and its ledger.</summary>
internal static class LedgerConnection
{
    /// <summary>Does something with the ledger that is there; none is started.</summary>
    /// <param name="ledger">Which ledger, and how it is opened.</param>
    /// <param name="work">What to do.</param>
    internal static Task<int> UseAsync(LedgerWords ledger, Func<DealerConnection, CancellationToken, Task<ExitCode>> work) => RunAsync(ledger, async (settings, stop) =>
    {
        using var connection = DealerConnection.Open(settings, Failure.Say, NullLogger.Instance, TimeProvider.System, stop);
        return await work(connection, stop).ConfigureAwait(false);
    });

    /// <summary>As <see cref="UseAsync"/>, where the work opens the ledger itself.</summary>
    internal static Task<int> RunAsync(LedgerWords ledger, Func<ConnectionSettings, CancellationToken, Task<ExitCode>> work) => Failure.GuardAsync(stop =>
    {
        var settings = ConnectionSettings.ReadEnvironment();
        return work(settings with
        {
            LedgerPath = ledger.Path ?? settings.LedgerPath,
            IsLedgerRequired = true,
            AdoptLedger = ledger.Adopt,
            OnlyLooks = ledger.OnlyLooks,
        }, stop);
    });
}

/// <summary>What a command line says of the ledger.</summary>
/// <param name="Path">Its file or address; null for what the environment says.</param>
/// <param name="Adopt">Whether one that nothing on this machine remembers may be used from now on.</param>
/// <param name="OnlyLooks">Whether it is only looked into.</param>
internal sealed record LedgerWords(string? Path, bool Adopt = false, bool OnlyLooks = false);
