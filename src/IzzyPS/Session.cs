using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using IzzyPS.Connections;
using IzzyPS.Output;
using IzzyPS.Pipeline;

namespace IzzyPS;

/// <summary>The connections and sandboxes of one runspace. Runspaces don't share them.</summary>
internal sealed class Session
{
    private static readonly ConditionalWeakTable<Runspace, Session> Sessions = [];

    private readonly ConcurrentQueue<string> _notices = new();
    private volatile RecordQueue? _listener;

    static Session() => OptionHints.FrontEnd = FrontEnd.PowerShell;

    /// <summary>The session of the current thread's runspace.</summary>
    internal static Session Current => Sessions.GetOrCreateValue(Runspace.DefaultRunspace);

    /// <summary>The open connections in the order in which they were made.</summary>
    internal List<DealerConnection> Connections { get; } = [];

    /// <summary>The sandboxes that this runspace started.</summary>
    internal List<SandboxInfo> Sandboxes { get; } = [];

    /// <summary>The connection that cmdlets use by default. Null when there is none.</summary>
    internal DealerConnection? Last => Connections.LastOrDefault(connection => !connection.IsClosed);

    /// <summary>Gets the connection for a cmdlet: the named connection, else the last connection, else a new connection from the environment.</summary>
    internal DealerConnection Resolve(PSCmdlet command, DealerConnection? named)
    {
        if (named is { IsClosed: true })
            command.ThrowTerminatingError(Errors.Disconnected.CreateRecord(named, $"'{named.Name}' was disconnected; connect again with Connect-IzzyDealer."));
        return named ?? Last ?? OpenFromEnvironment(command);
    }

    /// <summary>Opens a connection, which becomes the last connection.</summary>
    internal DealerConnection Open(ConnectionSettings settings, CancellationToken stop)
    {
        var connection = DealerConnection.Open(settings, _notices.Enqueue, new LineLogger(Log), TimeProvider.System, stop);
        Connections.Add(connection);
        return connection;
    }

    internal void Close(DealerConnection connection)
    {
        connection.Dispose();
        _ = Connections.Remove(connection);
    }

    /// <summary>Stops a sandbox. Connections to the sandbox end first, because stopping removes their ledger.</summary>
    internal async Task StopAsync(SandboxInfo sandbox)
    {
        foreach (var connection in Connections.Where(connection => connection.BaseUri == sandbox.BaseUri).ToList())
            Close(connection);
        _ = Sandboxes.Remove(sandbox);
        await sandbox.StopAsync().ConfigureAwait(false);
    }

    /// <summary>Sets the queue that gets the log lines of the connections. Null removes the queue.</summary>
    internal void Listen(RecordQueue? records) => _listener = records;

    /// <summary>Writes the notices of the ledgers as warnings.</summary>
    internal void WriteNotices(Cmdlet command)
    {
        while (_notices.TryDequeue(out var notice))
            command.WriteWarning(Outgoing.ToLine(notice));
    }

    private void Log(string line) => _listener?.Post(command => command.WriteVerbose(Outgoing.ToLine(line)));

    private DealerConnection OpenFromEnvironment(PSCmdlet command)
    {
        if (!DealerEnvironment.IsGiven(Environment.GetEnvironmentVariable))
            command.ThrowTerminatingError(Errors.NotConnected.CreateRecord(null, NotConnected(string.Empty)));
        try
        {
            var connection = Open(ConnectionSettings.ReadEnvironment(), (command as AsyncCommand)?.StopToken ?? CancellationToken.None);
            command.WriteVerbose($"Connected to {connection} as the IZZYLEASE_* variables say.");
            WriteNotices(command);
            return connection;
        }
        catch (Exception exception) when (exception is DealerEnvironmentException or StockSettingsException)
        {
            command.ThrowTerminatingError(Errors.NotConnected.CreateRecord(null, NotConnected(" " + exception.Message), exception));
            throw;
        }
    }

    private static string NotConnected(string why) =>
        $"There is no connection to a dealer account. Connect with Connect-IzzyDealer, or set {DealerEnvironment.ClientIdVariable} and {DealerEnvironment.ClientSecretVariable} " +
        $"(and {DealerEnvironment.BaseUriVariable}, {DealerEnvironment.LedgerVariable} where they differ from the default) in the environment.{why}";
}
