using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using IzzyPS.Tests.Ledger;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace IzzyPS.Tests.Ledger;

/// <summary>
/// A real PostgreSQL of the tests' own, started when the first test needs it and stopped after the last. Root may not run it:
/// then the user <c>postgres</c> does, whom its packages make.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    private const string User = "izzy";

    /// <summary>A planted secret: it must be found nowhere.</summary>
    internal const string Password = "Hunter2-planted-secret";

    private static readonly Lock Gate = new();
    private static PostgresServer? _current;

    private string? _folder;
    private string? _binaries;
    private int _port;

    public PostgresServer() => _current = this;

    /// <summary>The server's address; the test is skipped, with the reason, where the machine has no PostgreSQL.</summary>
    internal static string Address
    {
        get
        {
            lock (Gate)
            {
                var server = _current!;
                if (server._folder is null)
                    server.Start();
                return $"postgres://{User}:{Password}@127.0.0.1:{server._port}/postgres";
            }
        }
    }

    public void Dispose()
    {
        if (_folder is null)
            return;
        Run("pg_ctl", "stop", "-D", Data, "-m", "immediate", "-w");
        Directory.Delete(_folder, recursive: true);
    }

    private string Data => Path.Combine(_folder!, "data");

    /// <summary>Where Debian, Red Hat, Homebrew and the installers put the server, newest first, and the PATH.</summary>
    private static string? FindBinaries() =>
        new[] { "/usr/lib/postgresql", "/usr/local/opt", "/opt/homebrew/opt", "/Library/PostgreSQL", @"C:\Program Files\PostgreSQL" }
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.GetDirectories(folder))
            .OrderByDescending(folder => folder.Length).ThenByDescending(folder => folder, StringComparer.Ordinal)
            .Select(folder => Path.Combine(folder, "bin"))
            .Append("/usr/pgsql/bin")
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator))
            .FirstOrDefault(folder => Has(folder, "initdb") && Has(folder, "pg_ctl") && Has(folder, "postgres"));

    private static bool Has(string folder, string program) =>
        File.Exists(Path.Combine(folder, program)) || File.Exists(Path.Combine(folder, program + ".exe"));

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Start()
    {
        _binaries = FindBinaries();
        Assert.SkipWhen(
            _binaries is null,
            "NOT TESTED: this machine has no PostgreSQL server (initdb, pg_ctl); Debian: apt-get install postgresql. The ledger in PostgreSQL stays untested.");

        _port = FreePort();
        _folder = Directory.CreateTempSubdirectory("izzyps-postgres-").FullName;
        var password = Path.Combine(_folder, "password");
        File.WriteAllText(password, Password);
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
            Execute("chown", "-R", "postgres", _folder);

        Run("initdb", "-D", Data, "-U", User, "-A", "scram-sha-256", "--pwfile", password, "-E", "UTF8", "--no-sync");
        Run("pg_ctl", "start", "-D", Data, "-w", "-l", Path.Combine(_folder, "log"),
            "-o", $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=500");
    }

    private void Run(string program, params string[] arguments)
    {
        var path = Path.Combine(_binaries!, program);
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
            Execute("runuser", ["-u", "postgres", "--", path, .. arguments]);
        else
            Execute(path, arguments);
    }

    private void Execute(string program, params string[] arguments)
    {
        // No pipes: the server would inherit them, and reading them would wait for its end.
        var start = new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" >> \"$IZZY_OUT\" 2>&1 < /dev/null", program, .. arguments])
        {
            WorkingDirectory = _folder,
            Environment = { ["IZZY_OUT"] = Path.Combine(_folder!, "out"), ["LC_ALL"] = "C" },
        };
        using var process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} failed: {File.ReadAllText(Path.Combine(_folder!, "out"))}");
    }
}
