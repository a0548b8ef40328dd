using System.Diagnostics.CodeAnalysis;
using IzzyPS.Output;

namespace IzzyPS;

/// <summary>
/// What an error record takes along, without secrets: PowerShell shows the exceptions behind an error too (<c>Get-Error</c>,
/// <c>$Error[0].Exception.InnerException</c>), and so does a transcript.
/// </summary>
internal static class MaskedError
{
    /// <summary>The exception as it is, where nothing in it has to be masked; otherwise its messages, masked, without their details.</summary>
    [return: NotNullIfNotNull(nameof(exception))]
    internal static Exception? Mask(Exception? exception)
    {
        if (exception is null || Outgoing.IsClean(exception))
            return exception;
        var (message, inner) = (Outgoing.Line(exception.Message), Mask(exception.InnerException));
        return exception switch
        {
            LedgerException ledger => new LedgerException(ledger.Fault, message, inner),
            DealerException dealer => new DealerException(message, dealer.Status, inner),
            _ => new IzzyException($"{exception.GetType().Name}: {message}", inner),
        };
    }

    /// <summary>The target of an error: a text or an address without secrets; a vehicle, a change and the like hold none.</summary>
    internal static object? MaskTarget(object? target) => target switch
    {
        string text => Outgoing.Line(text),
        Uri uri when !Outgoing.IsClean(uri.OriginalString) => Outgoing.Line(uri.OriginalString),
        _ => target,
    };
}
