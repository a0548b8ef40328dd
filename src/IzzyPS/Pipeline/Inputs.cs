using System.Management.Automation;

namespace IzzyPS.Pipeline;

/// <summary>Refuses pipeline objects that a cmdlet does not take.</summary>
internal static class Inputs
{
    private const string SelectedMark = "Selected.IzzyPS.";
    private const string DeserializedMark = "Deserialized.IzzyPS.";

    /// <summary>Creates the error about such an object. Copies by Select-Object and deserialised copies have messages of their own, because they lack the data by which a change is checked.</summary>
    internal static ErrorRecord Refuse(PSObject input, string takes)
    {
        foreach (var type in input.TypeNames)
        {
            if (type.StartsWith(SelectedMark, StringComparison.Ordinal))
                return Errors.CopyRefused.CreateRecord(input, $"This is a copy of an {type[9..]} that Select-Object made: it lost what it is checked by. Choose with Where-Object, and pipe the objects themselves.");
            if (type.StartsWith(DeserializedMark, StringComparison.Ordinal))
                return Errors.CopyRefused.CreateRecord(input, $"This is a copy of an {type[13..]} from another process or a file: it lost what it is checked by. Compare again in this session, and pipe the objects themselves.");
        }

        return Errors.InputNotAccepted.CreateRecord(input, $"{input.BaseObject.GetType().FullName} is not accepted here; accepted: {takes}.");
    }
}
