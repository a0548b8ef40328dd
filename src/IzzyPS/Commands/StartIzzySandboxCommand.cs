using System.Management.Automation;
using System.Net.Sockets;
using IzzyPS.Pipeline;
using IzzyPS.Sandbox;

namespace IzzyPS.Commands;

/// <summary>Starts a stand-in for the dealer API on this machine, for rehearsals and demos.</summary>
/// <remarks>
/// <para>It listens on loopback only, knows the dealer API's contract and is strict about it, and forgets everything when it is stopped. Each has a fresh client id, secret and ledger path. It runs inside this PowerShell and stops with it.</para>
/// </remarks>
/// <example>
/// Starts a sandbox and connects to it.
/// <code>
/// $sandbox = Start-IzzySandbox
/// Connect-IzzyDealer -BaseUri $sandbox.BaseUri -Credential $sandbox.Credential -LedgerPath $sandbox.LedgerPath
/// </code>
/// </example>
/// <example>
/// Starts one that takes 20 ms for each call, on a port of your choice.
/// <code>
/// Start-IzzySandbox -Port 8080 -Latency 20
/// </code>
/// </example>
[Cmdlet(VerbsLifecycle.Start, "IzzySandbox")]
[OutputType(typeof(SandboxInfo))]
public sealed class StartIzzySandboxCommand : AsyncCommand
{
    /// <summary>The port; 0 for any that is free.</summary>
    /// <value>0</value>
    [Parameter]
    [ValidateRange(0, 65_535)]
    public int Port { get; set; }

    /// <summary>How many milliseconds each call takes.</summary>
    /// <value>0</value>
    [Parameter]
    [ValidateRange(0, 60_000)]
    public int Latency { get; set; }

    private protected override void Finish()
    {
        try
        {
            var server = SandboxServer.Start(new SandboxOptions { Port = Port, Latency = TimeSpan.FromMilliseconds(Latency) });
            var sandbox = new SandboxInfo(server, Directory.CreateTempSubdirectory("izzyps-sandbox-").FullName);
            Session.Current.Sandboxes.Add(sandbox);
            WriteObject(sandbox);
        }
        catch (SocketException exception)
        {
            ThrowTerminatingError(Errors.SandboxNotStarted.Of(Port, $"The sandbox can't listen on port {Port}: {exception.Message}. Without -Port it takes one that is free.", exception));
        }
    }
}
