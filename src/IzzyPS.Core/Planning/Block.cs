using IzzyPS.Planning.Guards;

namespace IzzyPS.Planning;

/// <summary>Why a change, or a part of a change, must not be made. All guards and all other rules give this one shape.</summary>
/// <param name="Reason">The reason. Each reason has a stable code (<c>FaultCodes.FromBlock</c>).</param>
/// <param name="Message">The facts in English sentences. They name no option of a front end.</param>
/// <param name="Permission">The option with which the operator allows the change; null where no option allows it.</param>
internal sealed record Block(BlockReason Reason, string Message, Permission? Permission = null);
