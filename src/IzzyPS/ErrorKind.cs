using System.Management.Automation;
using IzzyPS.Output;
using IzzyPS.Runs.Faults;

namespace IzzyPS;

/// <summary>One kind of error: its code and PowerShell's category. The code's name is the stable error id in PowerShell.</summary>
internal sealed record ErrorKind(FaultCode Code, ErrorCategory Category)
{
    /// <summary>Creates an error record of this kind.</summary>
    /// <param name="target">The vehicle, or the place in a file. The target is never the cmdlet.</param>
    /// <param name="message">What is wrong and what would be right.</param>
    /// <param name="cause">The exception behind it.</param>
    /// <param name="detail">The code of the fault within the kind, such as that of a row; it follows the kind's code in the error id.</param>
    internal ErrorRecord CreateRecord(object? target, string message, Exception? cause = null, string? detail = null) =>
        new(new IzzyException(Outgoing.ToLine(message), MaskedError.Mask(cause)), detail is null ? Code.ToString() : $"{Code}.{detail}", Category, MaskedError.MaskTarget(target));
}
