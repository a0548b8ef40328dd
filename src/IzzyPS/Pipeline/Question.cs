using System.Management.Automation;
using System.Management.Automation.Host;
using IzzyPS.Output;

namespace IzzyPS.Pipeline;

/// <summary>Asks before anything is sent, and finds out first whether anybody can answer.</summary>
internal sealed class Question
{
    private readonly PSCmdlet _command;
    private readonly bool _willAsk;

    internal Question(PSCmdlet command, ConfirmImpact impact)
    {
        _command = command;
        IsWhatIf = Switch("WhatIf") ?? LanguagePrimitives.IsTrue(command.SessionState.PSVariable.GetValue("WhatIfPreference"));
        var preference = LanguagePrimitives.ConvertTo<ConfirmImpact>(command.SessionState.PSVariable.GetValue("ConfirmPreference", ConfirmImpact.High));
        _willAsk = !IsWhatIf && (Switch("Confirm") ?? (preference != ConfirmImpact.None && impact >= preference));
    }

    /// <summary>Whether nothing is to be done, only told.</summary>
    internal bool IsWhatIf { get; }

    /// <summary>Asks, or tells what would happen.</summary>
    /// <param name="what">What would happen, an imperative sentence without its full stop.</param>
    /// <returns>Whether it may happen.</returns>
    internal bool Ask(string what)
    {
        what = Outgoing.Line(what);
        if (!_willAsk)
            return _command.ShouldProcess(what, what, string.Empty);
        try
        {
            if (CanAnswer())
                return _command.ShouldProcess(what, $"{what}?", "Izzylease");
        }
        catch (Exception exception) when (exception is HostException or InvalidOperationException or NotImplementedException)
        {
            // The host has nobody to ask.
        }

        _command.ThrowTerminatingError(Errors.ConfirmationRequired.CreateRecord(
            null, $"{what}: this needs a confirmation, and nobody can be asked here. Nothing was sent. Say -Confirm:$false if it is meant."));
        return false;
    }

    private bool? Switch(string name) =>
        _command.MyInvocation.BoundParameters.TryGetValue(name, out var value) ? ((SwitchParameter)value).IsPresent : null;

    /// <summary>At the end of its input PowerShell's console takes the default answer, which is yes.</summary>
    private bool CanAnswer()
    {
        if (_command.Host.Name != "ConsoleHost")
            return true;
        return !Environment.GetCommandLineArgs().Any(IsNonInteractive) && (!Console.IsInputRedirected || Console.In.Peek() >= 0);
    }

    private static bool IsNonInteractive(string argument) =>
        argument.Length >= 5 && argument[0] is '-' or '/' && "noninteractive".StartsWith(argument.TrimStart('-', '/'), StringComparison.OrdinalIgnoreCase);
}
