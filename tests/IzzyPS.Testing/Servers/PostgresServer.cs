using Xunit;

namespace IzzyPS.Testing.Servers;

/// <summary>The PostgreSQL that all tests share. It starts with the first test that needs it, and stops after the last test.</summary>
public sealed class PostgresServer : IDisposable
{
    /// <summary>A planted secret, which must be found nowhere.</summary>
    internal const string Password = PostgresProcess.Password;

    private static readonly Lock Gate = new();
    private static PostgresProcess? _process;

    /// <summary>The address of the server. On a machine without PostgreSQL the test is skipped with the reason.</summary>
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
