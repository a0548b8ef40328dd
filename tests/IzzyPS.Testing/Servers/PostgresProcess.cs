using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using IzzyPS.Storage;

namespace IzzyPS.Testing.Servers;

/// <summary>
/// A separate, real PostgreSQL on loopback. It is stopped and deleted on disposal. PostgreSQL refuses to run as root: for root, the user
/// <c>postgres</c> runs it, which the packages of PostgreSQL create.
/// </summary>
internal sealed class PostgresProcess : IDisposable
{
    /// <summary>A planted secret, which must be found nowhere.</summary>
    internal const string Password = "Hunter2-planted-secret";

    /// <summary>The message for a machine on which PostgreSQL can't be started.</summary>
    internal const string Missing =
        "NOT TESTED: this machine has no PostgreSQL server (initdb, pg_ctl); Debian: apt-get install postgresql. The ledger in PostgreSQL stays untested.";

    private const string User = "izzy";

    private readonly string _binaries;
    private readonly string _folder = Directory.CreateTempSubdirectory("izzyps-postgres-").FullName;
    private readonly int _port = FindFreePort();

    private PostgresProcess(string binaries)
    {
        _binaries = binaries;
        var password = Path.Combine(_folder, "password");
        File.WriteAllText(password, Password);
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
            Execute("chown", "-R", "postgres", _folder);

        Run("initdb", "-D", Data, "-U", User, "-A", "scram-sha-256", "--pwfile", password, "-E", "UTF8", "--no-sync");
        Restart();
    }

    /// <summary>The server's address, with the password.</summary>
    internal string Address => $"postgres://{User}:{Password}@127.0.0.1:{_port}/postgres";

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Starts a PostgreSQL. Returns null when the machine has none.</summary>
    internal static PostgresProcess? TryStart() => FindBinaries() is { } binaries ? new PostgresProcess(binaries) : null;

    /// <summary>Stops the server at once, without a clean shutdown. <see cref="Restart"/> recovers all commits.</summary>
    internal void Crash() => Run("pg_ctl", "stop", "-D", Data, "-m", "immediate", "-w");

    internal void Restart() => Run("pg_ctl", "start", "-D", Data, "-w", "-l", Path.Combine(_folder, "log"),
            "-o", $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=500");

    /// <summary>Ends every client connection except the one that this method uses.</summary>
    internal void CutConnections()
    {
        using var connection = new Npgsql.NpgsqlConnection($"Host=127.0.0.1;Port={_port};Username={User};Password={Password};Database=postgres;Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'";
        _ = command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        Crash();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Finds the programs of PostgreSQL in the folders of Debian, Red Hat, Homebrew and the installers, newest version first, and then in the PATH.</summary>
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

    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Run(string program, params string[] arguments)
    {
        var path = Path.Combine(_binaries, program);
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
            Execute("runuser", ["-u", "postgres", "--", path, .. arguments]);
        else
            Execute(path, arguments);
    }

    private void Execute(string program, params string[] arguments)
    {
        // The output goes to a file. The server would inherit pipes, and reading a pipe would wait until the server ends.
        var start = new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" >> \"$IZZY_OUT\" 2>&1 < /dev/null", program, .. arguments])
        {
            WorkingDirectory = _folder,
            Environment = { ["IZZY_OUT"] = Path.Combine(_folder, "out"), ["LC_ALL"] = "C" },
        };
        using var process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} failed: {File.ReadAllText(Path.Combine(_folder, "out"))}");
    }
}
