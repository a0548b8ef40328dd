using Xunit;

namespace IzzyPS.Testing.Servers;

/// <summary>The PostgreSQL of all tests, started when the first one needs it and stopped after the last.</summary>
public sealed class PostgresServer : IDisposable
{
    /// <summary>A planted secret: it must be found nowhere.</summary>
    internal const string Password = PostgresProcess.Password;

    private static readonly Lock Gate = new();
    private static PostgresProcess? _process;

    /// <summary>The server's address; the test is skipped, with the reason, where the machine has no PostgreSQL.</summary>
    internal static string Address
    {
        get
        {
            lock (Gate)
            {
                _process ??= PostgresProcess.TryStart();
                Assert.SkipWhen(_process is null, PostgresProcess.Missing);
                return _process.Address;
            }
        }
    }

    public void Dispose() => _process?.Dispose();
}
